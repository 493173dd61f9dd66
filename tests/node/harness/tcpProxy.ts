import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server as NetServer, type Socket } from "node:net";

/** Stands between the server and its database, so that a test can take the database away and give it back. */
export class TcpProxy {
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();
  #refusing = false;

  private constructor(target: NetConnectOpts) {
    this.#server = createServer((client) => {
      if (this.#refusing) {
        client.destroy();
        return;
      }
      const upstream = connect(target);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
  }

  static async to(target: NetConnectOpts): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection and lets none through, as a database that restarts. */
  takeAway(): void {
    this.#refusing = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  giveBack(): void {
    this.#refusing = false;
  }

  dispose(): void {
    this.takeAway();
    this.#server.close();
  }
}
