export {
  serviceNames,
  type IdentityPaths,
  type RoutingPaths,
  type Schemas,
  type ServiceName,
  type Services,
  type TeamPaths,
  type TranslationPaths,
} from './api.js';
export { createClient, type ClientOptions, type SwitchboardClient } from './create-client.js';
export {
  anonymous,
  apiKey,
  UserSession,
  type Credentials,
  type SessionOptions,
  type SessionTokens,
} from './credentials.js';
export { LiveStream, type LiveStreamOptions, type StreamEvent, type StreamEventOf } from './live-stream.js';
export { isProblem, ProblemError, unwrap, type Problem } from './problem.js';
