package dev.perigee.cli.bench.limit;

/// How something under a limit ended.
public enum Outcome {
  /// All of it was done.
  DONE("done"),
  /// Its time was over, and a part of it was done.
  STOPPED("stopped"),
  /// Its time was over, and nothing was done.
  NO_PROGRESS("no progress"),
  /// The system killed it for want of memory.
  KILLED("killed"),
  /// Its heap was too small.
  OUT_OF_HEAP("out of heap"),
  /// It ended by itself; it has said why on stderr.
  FAILED("failed");

  private static final int CODE_KILLED = 128 + 9;
  private static final int CODE_OUT_OF_HEAP = 3;

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /// What the lines say.
  public String label() {
    return label;
  }

  /// What the exit code of a JVM with `ExitOnOutOfMemoryError` means, started by a shell or not.
  static Outcome ofExit(int code, boolean killedForMemory) {
    if (killedForMemory || code == CODE_KILLED) {
      return KILLED;
    }
    return switch (code) {
      case 0 -> DONE;
      case CODE_OUT_OF_HEAP -> OUT_OF_HEAP;
      default -> FAILED;
    };
  }
}
