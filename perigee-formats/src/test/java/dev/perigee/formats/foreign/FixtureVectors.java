package dev.perigee.formats.foreign;

import java.nio.ByteBuffer;

/// The vectors that most fixtures were made of, `[1000 x 32]`, and queries `[50 x 32]`. Row `i` has
/// the id `10,000,000,000 + 7 i`.
public final class FixtureVectors {

  private static final long FIRST_ID = 10_000_000_000L;
  private static final int DATA_HEAD_BYTES = 12;
  private static final int RECORD_HEAD_BYTES = 20;
  private static final int COUNT = 1000;
  private static final int DIMENSION = 32;

  private FixtureVectors() {}

  /// In the order of their ids; taken out of a dump without the code under test.
  public static float[][] rows() {
    ByteBuffer data =
        FixtureBytes.littleEndian(
            FixtureBytes.of(
                FixtureVectors.class, "/dev/perigee/formats/hnswrs/v4_f32_l2.hnsw.data.gz"));
    float[][] rows = new float[COUNT][DIMENSION];
    for (int record = 0; record < COUNT; record++) {
      int at = DATA_HEAD_BYTES + record * (RECORD_HEAD_BYTES + DIMENSION * Float.BYTES);
      float[] row = rows[row(data.getLong(at + Integer.BYTES))];
      data.position(at + RECORD_HEAD_BYTES).asFloatBuffer().get(row);
    }
    return rows;
  }

  public static float[][] queries() {
    return FixtureBytes.fvecs(
        FixtureBytes.of(FixtureVectors.class, "/dev/perigee/formats/hnswrs/queries.fvecs"));
  }

  /// The row of an id.
  public static int row(long id) {
    return (int) ((id - FIRST_ID) / 7);
  }

  /// The id of a row.
  public static long id(long row) {
    return FIRST_ID + 7 * row;
  }
}
