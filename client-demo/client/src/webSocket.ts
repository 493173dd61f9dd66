/** The part of the WebSocket interface this library uses; browsers' `WebSocket` and that of npm `ws` both fit. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** What is read of a message event; its data is checked before use. */
export interface IncomingMessage {
  readonly data: unknown;
}

/** What is read of a close event. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}
