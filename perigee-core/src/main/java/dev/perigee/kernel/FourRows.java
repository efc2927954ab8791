package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;

/// The addresses of four rows. One reusable instance per scorer: it is filled, handed to a kernel,
/// and filled again, so that a batch allocates nothing.
final class FourRows {
  MemorySegment a;
  MemorySegment b;
  MemorySegment c;
  MemorySegment d;
  long offsetA;
  long offsetB;
  long offsetC;
  long offsetD;
}
