package dev.perigee.db.engine;

import dev.perigee.db.document.ByteReader;
import dev.perigee.db.document.ByteWriter;
import dev.perigee.db.rows.SegmentFiles;

/// What the manifest says of a part.
///
/// @param files null for a part in memory
record Manifest(SegmentFiles files) {

  static byte[] encode(SegmentFiles files) {
    return new ByteWriter(8).u8(files.kind().tag()).i32(files.generation()).toArray();
  }

  static Manifest decode(long uid, byte[] value) {
    ByteReader in = new ByteReader(value, "part %016x in the manifest".formatted(uid));
    int kind = in.u8();
    int generation = in.i32();
    in.requireEnd();
    if (kind == FreshRows.FRESH) {
      return new Manifest(null);
    }
    for (SegmentFiles.Kind known : SegmentFiles.Kind.values()) {
      if (known.tag() == kind) {
        return new Manifest(new SegmentFiles(uid, known, generation));
      }
    }
    throw in.corrupt("a kind of part, got " + kind);
  }
}
