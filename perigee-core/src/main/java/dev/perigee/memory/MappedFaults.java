package dev.perigee.memory;

/// Makes faults on mapped memory surface where they can be caught.
///
/// A load from a page that is mapped but no longer in the file raises an InternalError. Compiled
/// code is told of it late: the error is only noted, and thrown at the next transition into the
/// JVM, which may lie behind the `try` that was meant to catch it, and behind results made of bytes
/// that were never read.
public final class MappedFaults {

  private static final Object LOCK = new Object();

  private MappedFaults() {}

  /// Throws the InternalError of a fault that has been noted but not yet thrown. To be called
  /// inside the `try`, before anything that was read is used; takes some tens of nanoseconds.
  public static void raise() {
    // any call into the JVM delivers what is pending; this one does nothing else and is not elided
    boolean _ = Thread.holdsLock(LOCK);
  }
}
