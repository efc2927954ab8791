package dev.perigee.formats.diskann;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.VectorSource;
import java.util.BitSet;

/// Codes without a graph: `P_pq_compressed.bin`, a [BinBlob] of bytes, one for each chunk of the
/// [PqCodebook] `P_pq_pivots.bin`.
final class CodesIndex {

  static final String SUFFIX = "pq_compressed.bin";

  private CodesIndex() {}

  /// @param files of which the codes were named
  static DiskAnnParts read(DiskAnnFiles files, DiskAnnOptions options) {
    FileBytes file = files.open(files.path());
    BinBlob codes = BinBlob.whole(file, Byte.BYTES, "codes");
    PqCodebook codebook = PqCodebook.read(files, files.instead(SUFFIX, "pq_pivots.bin"));
    codes.require(codes.rows(), codebook.chunkCount(), "codes of the codebook");
    VectorSource vectors = new PqVectors(codes.rows(), file, codes::rowAt, codebook);
    DiskAnnNotes notes = new DiskAnnNotes(options);
    notes.parameter("chunks", codebook.chunkCount());
    notes.loss(
        "only codes are read; the vectors are what %d bytes of each stand for"
            .formatted(codebook.chunkCount()));
    return new DiskAnnParts(notes.describe("", vectors, 0, false), vectors, null, new BitSet());
  }
}
