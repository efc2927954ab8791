/// The ANN engine of Perigee: builds, writes, opens and searches vector indexes inside one JVM.
///
/// Runs without `jdk.incubator.vector`, on scalar code; with it, on vector instructions.
module dev.perigee.core {
  requires static jdk.incubator.vector;
  requires jdk.unsupported; // reads past the page cache

  exports dev.perigee.error;
  exports dev.perigee.vector;
  exports dev.perigee.index;
}
