package dev.perigee.db;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The memory that this process can hope for.
final class PhysicalMemory {

  private PhysicalMemory() {}

  /// Bytes of the machine, or of the container that the process runs in; the largest heap where the
  /// JVM does not tell.
  static long bytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
