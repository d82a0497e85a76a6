/** Bytes of the frame that `bytes` begins with; undefined while they are too few to tell. */
export type FrameLength = (bytes: Buffer) => number | undefined;

/** Cuts what arrives in any pieces into whole frames of a protocol. */
export class Frames {
  private kept: Buffer = Buffer.alloc(0);

  constructor(private readonly lengthOf: FrameLength) {}

  take(bytes: Buffer): Buffer[] {
    this.kept = this.kept.length === 0 ? bytes : Buffer.concat([this.kept, bytes]);
    const frames: Buffer[] = [];
    for (;;) {
      const length = this.lengthOf(this.kept);
      if (length === undefined || length > this.kept.length) return frames;
      frames.push(this.kept.subarray(0, length));
      this.kept = this.kept.subarray(length);
    }
  }
}
