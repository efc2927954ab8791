package dev.perigee.formats.hnswrs;

import dev.perigee.formats.foreign.FixtureBytes;
import java.nio.file.Path;

/// The dump beside the tests: 1,000 vectors of 32 floats, by DistL2, M 16, efConstruction 128.
final class HnswRsFixture {

  private HnswRsFixture() {}

  static byte[] graph() {
    return FixtureBytes.of(HnswRsFixture.class, "v4_f32_l2.hnsw.graph.gz");
  }

  static byte[] data() {
    return FixtureBytes.of(HnswRsFixture.class, "v4_f32_l2.hnsw.data.gz");
  }

  /// Puts both files into a folder.
  ///
  /// @return the name of the dump
  static Path unpack(Path folder) {
    return write(folder.resolve("dump"), graph(), data());
  }

  static Path write(Path name, byte[] graph, byte[] data) {
    FixtureBytes.write(name.resolveSibling(name.getFileName() + ".hnsw.graph"), graph);
    FixtureBytes.write(name.resolveSibling(name.getFileName() + ".hnsw.data"), data);
    return name;
  }
}
