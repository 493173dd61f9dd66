export type { Cancel, Clock } from "./clock.js";
export { CloseCode, type CloseCodeName, closeCodeName, mayRetry } from "./closeCodes.js";
export { CollabError, type CollabErrorDetail, FrameError, type FrameFault } from "./errors.js";
export {
  type Ack,
  type Frame,
  FrameKind,
  type FrameName,
  type Hello,
  type Limits,
  readFrame,
  SUBPROTOCOL,
  type SyncPart,
  type Welcome,
  writeFrame,
} from "./frames.js";
export { CollabProvider, type CollabProviderEvents, type CollabProviderOptions, type ConnectionStatus } from "./provider.js";
export type { WebSocketConstructor, WebSocketLike } from "./webSocket.js";
