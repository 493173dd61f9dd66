/** What a frame did wrong. */
export type FrameFault = "not-binary" | "not-messagepack" | "not-a-frame" | "unknown-kind" | "wrong-arity" | "wrong-field" | "out-of-order";

/** A frame that cannot be understood or does not belong here. */
export class FrameError extends Error {
  override readonly name = "FrameError";

  constructor(
    readonly fault: FrameFault,
    message: string,
  ) {
    super(message);
  }
}

export type CollabErrorDetail =
  /** The server closed the socket and trying again as we are is pointless; `code` names the close code. */
  | { readonly kind: "refused"; readonly code: string; readonly closeCode: number }
  /** The server refused one thing and kept the socket. */
  | { readonly kind: "server"; readonly code: string; readonly ref: number | null }
  /** The server sent something this client cannot read. The client reconnects. */
  | { readonly kind: "frame"; readonly code: FrameFault }
  /** Something of ours is larger than the server accepts, so it was not sent. */
  | {
      readonly kind: "limit";
      readonly code: "update-too-large" | "awareness-too-large" | "message-too-large";
      readonly size: number;
      readonly allowed: number;
    }
  /** Something failed on this side. */
  | { readonly kind: "local"; readonly code: "token-unavailable" | "bad-address" | "update-not-applied" | "not-connected" };

/** Everything that can go wrong, with a code to act on and a sentence for people. */
export class CollabError extends Error {
  override readonly name = "CollabError";
  readonly detail: CollabErrorDetail;

  constructor(detail: CollabErrorDetail, message: string, options?: ErrorOptions) {
    super(message, options);
    this.detail = detail;
  }

  get code(): string {
    return this.detail.code;
  }
}
