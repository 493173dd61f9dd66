import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system in memory of a fixed size, to be filled and emptied. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Answers why there can be none here. */
  static mount(megabytes: number): SmallDisk | { missing: string } {
    if (process.getuid?.() !== 0) return { missing: "mounting a small disk needs root" };
    const folder = mkdtempSync(join(tmpdir(), "collabserver-disk-"));
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", folder], { encoding: "utf8" });
    if (mounted.status === 0) return new SmallDisk(folder);
    rmSync(folder, { recursive: true });
    return { missing: `mounting a small disk is not allowed here: ${(mounted.stderr ?? mounted.error?.message ?? "").trim()}` };
  }

  /** Takes what is left, to the last byte. */
  fill(): void {
    const file = openSync(this.#filler, "a");
    try {
      for (let block = Buffer.alloc(1024 * 1024); block.length > 0; ) {
        try {
          writeSync(file, block);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
          block = block.subarray(0, Math.floor(block.length / 2));
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    // Lazily: a process that has just been killed may still be letting go.
    spawnSync("umount", ["--lazy", this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }
}
