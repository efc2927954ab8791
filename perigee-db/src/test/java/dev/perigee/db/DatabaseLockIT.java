package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ConflictException;
import dev.perigee.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One process writes; others are told which.
final class DatabaseLockIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path scratch;

  @Test
  void anotherProcessIsToldWhoWrites() throws IOException, InterruptedException {
    Path folder = scratch.resolve("db");
    String refusal;
    try (Database _ = Database.open(folder)) {
      refusal = open(folder);
    }
    assertThat(refusal)
        .startsWith("ConflictException")
        .contains("process " + ProcessHandle.current().pid() + " ");
    assertThat(open(folder)).startsWith("opened");
  }

  @Test
  void aSecondOpeningInThisProcessDoesNotUnlock() throws IOException, InterruptedException {
    Path folder = scratch.resolve("db");
    try (Database _ = Database.open(folder)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Database.open(folder).close())
            .isInstanceOf(ConflictException.class)
            .hasMessageContaining("process " + ProcessHandle.current().pid() + ",");
      }
      assertThat(open(folder))
          .startsWith("ConflictException")
          .contains("process " + ProcessHandle.current().pid() + " ");
    }
    try (Database again = Database.open(folder)) {
      assertThat(again.collections()).isEmpty();
    }
  }

  private String open(Path folder) throws IOException, InterruptedException {
    try (ChildProcess child =
        ChildProcess.start(scratch, OpeningChild.class, List.of(), List.of(folder.toString()))) {
      return child.await("", LIMIT);
    }
  }
}
