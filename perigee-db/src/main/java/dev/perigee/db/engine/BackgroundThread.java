package dev.perigee.db.engine;

import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicReference;

/// Threads for computing that can wait: where the processors are wanted by others too, the
/// operating system gives these a tenth of what it gives others. Threads they start are like them.
///
/// Not less than that: a collection of garbage waits until every thread has come to a safepoint,
/// and a killed process ends with its last thread, so a thread that never gets a processor holds up
/// everybody. They are not for what others wait for: no lock of a writer is taken and no file is
/// written on them.
///
/// On Linux, by a nice value for the thread (setpriority(2)), where the caller may use native
/// access; elsewhere they are threads like any other.
final class BackgroundThread {

  private static final System.Logger LOG = System.getLogger("dev.perigee.db");
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;
  private static final int NICE = 10;

  private BackgroundThread() {}

  /// A daemon, not started yet.
  static Thread of(String name, Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .unstarted(() -> {
          yieldToOthers();
          work.run();
        });
  }

  /// Does something on such a thread, and returns when it is done.
  ///
  /// @throws RuntimeException or Error if the work does
  static void run(String name, Runnable work) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        of(
            name,
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                failure.set(e);
              }
            });
    thread.start();
    join(thread);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the caller's; the work knows itself when to stop
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("restricted") // asked for first
  private static void yieldToOthers() {
    boolean possible =
        System.getProperty("os.name").equals("Linux")
            && BackgroundThread.class.getModule().isNativeAccessEnabled();
    if (!possible) {
      return;
    }
    try {
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor signature =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT);
      MethodHandle setPriority =
          linker.downcallHandle(linker.defaultLookup().findOrThrow("setpriority"), signature);
      int _ = (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE);
    } catch (Throwable e) {
      LOG.log(Level.DEBUG, "background work has the priority of other threads", e);
    }
  }
}
