/** Where a running suite can be reached from outside. */
export interface SuiteAddress {
  identity: string;
  team: string;
  routing: string;
  translation: string;
  /** The mail catcher's REST API. */
  mail: string;
  brokers: string[];
  topicPrefix: string;
}

/** The suite of `npm start` or compose, as its ports stand in the environment; `edge`: everything by the one origin. */
export function runningSuite({ edge }: { edge: boolean }): SuiteAddress {
  const port = (name: string, fallback: number) => Number(process.env[name] ?? fallback);
  const local = (name: string, fallback: number) => `http://127.0.0.1:${port(name, fallback)}`;
  const origin = local('EDGE_PORT', 3000);
  return {
    identity: edge ? origin : local('IDENTITY_PORT', 3001),
    team: edge ? origin : local('TEAM_PORT', 3002),
    routing: edge ? origin : local('ROUTING_PORT', 3003),
    translation: edge ? origin : local('TRANSLATION_PORT', 3004),
    mail: local('MAIL_PORT', 1080),
    brokers: [`127.0.0.1:${port('KAFKA_PORT', 9192)}`],
    topicPrefix: process.env['KAFKA_TOPIC_PREFIX'] ?? '',
  };
}
