/** The service's name: database, schema, consumer group. */
export const SERVICE = 'team';
