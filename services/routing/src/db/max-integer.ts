/** The largest value of PostgreSQL's `integer`: of a message's number and of a chat's version. */
export const maxInteger = 2_147_483_647;
