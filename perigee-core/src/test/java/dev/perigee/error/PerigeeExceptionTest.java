package dev.perigee.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerigeeExceptionTest {

  private static final List<PerigeeException> ONE_OF_EACH =
      List.of(
          new InvalidRequestException("k: expected 1 to 10, got 0"),
          new NotFoundException("id: expected one of the index, got 7"),
          new ConflictException("id: expected a free one, got 7"),
          new LimitExceededException("count: expected at most 5, got 6"),
          new CorruptionException("a.idx", 7, "expected 1, got 2"),
          new UnsupportedVersionException("a.idx", 8, 1, 2),
          new StorageException("writing a.idx", new IOException("disk full")),
          new ClosedException("index: expected it to be open, but it was closed"),
          new CancelledException("build: stopped by its caller"));

  @Test
  void everyKindIsThere() {
    assertThat(ONE_OF_EACH)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(PerigeeException.class.getPermittedSubclasses()));
  }

  @Test
  void everyCodeBelongsToOneKind() {
    assertThat(ONE_OF_EACH)
        .extracting(PerigeeException::code)
        .containsExactlyInAnyOrder(ErrorCode.values());
  }

  @Test
  void codeAndNameAgree() {
    for (PerigeeException exception : ONE_OF_EACH) {
      String name = exception.getClass().getSimpleName().replace("Exception", "");
      assertThat(exception.code().name().replace("_", "")).isEqualToIgnoringCase(name);
    }
  }

  @Test
  void refusalsNameFieldExpectedAndGot() {
    assertThat(InvalidRequestException.of("k", "1 to 10", 0))
        .hasMessage("k: expected 1 to 10, got 0");
    assertThat(InvalidRequestException.of("k", "a value", null))
        .hasMessage("k: expected a value, got null");
  }

  @Test
  void damageNamesItsPlace() {
    CorruptionException damage =
        new CorruptionException("a.idx", 5_000_000_000L, "expected 1, got 2");
    assertThat(damage).hasMessage("a.idx at byte 5000000000: expected 1, got 2");
    assertThat(damage.source()).isEqualTo("a.idx");
    assertThat(damage.offsetBytes()).isEqualTo(5_000_000_000L);
  }

  @Test
  void aNewerFormatIsNotDamage() {
    assertThat(new UnsupportedVersionException("a.idx", 8, 3, 4))
        .hasMessage(
            "a.idx at byte 8: expected format version 1 to 3, got 4; open it with a newer Perigee");
  }

  @Test
  void storageKeepsTheReasonOfTheSystem() {
    IOException reason = new IOException("disk full");
    assertThat(new StorageException("writing a.idx", reason))
        .hasMessage("writing a.idx: java.io.IOException: disk full")
        .hasCause(reason);
  }

  @Test
  void storageSaysWhatToDo() {
    IOException full = new IOException("disk full");
    assertThat(new StorageException("writing a.idx", full).reason())
        .isEqualTo(StorageException.Reason.IO);
    StorageException refused =
        new StorageException(StorageException.Reason.OUT_OF_SPACE, "writing a.idx", full);
    assertThat(refused.reason()).isEqualTo(StorageException.Reason.OUT_OF_SPACE);
    assertThat(refused).hasMessage("writing a.idx: java.io.IOException: disk full");
  }
}
