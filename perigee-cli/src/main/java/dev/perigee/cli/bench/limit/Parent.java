package dev.perigee.cli.bench.limit;

import java.io.IOException;

/// The process that started this one, and holds its standard input open for as long as it lives.
public final class Parent {

  private Parent() {}

  /// Ends this process when its parent has ended, so that nothing goes on under a limit that nobody
  /// waits for.
  public static void endWithIt() {
    Thread.ofPlatform()
        .daemon()
        .name("parent watch")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // it has nothing to say
            }
          } catch (IOException _) {
            // the same as its end
          }
          Runtime.getRuntime().halt(1);
        });
  }
}
