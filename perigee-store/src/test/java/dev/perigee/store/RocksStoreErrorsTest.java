package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import dev.perigee.error.StorageException;
import dev.perigee.error.StorageException.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.Status.Code;
import org.rocksdb.Status.SubCode;

final class RocksStoreErrorsTest {

  private static final Path FOLDER = Path.of("/db");

  private static PerigeeException translate(Code code, SubCode kind, String message) {
    return RocksErrors.translate(
        "reading", FOLDER, new RocksDBException(message, new Status(code, kind, message)));
  }

  private static Reason reason(SubCode kind, String message) {
    return ((StorageException) translate(Code.IOError, kind, message)).reason();
  }

  @Test
  void damageNamesFileAndOffset() {
    String message =
        "block checksum mismatch: stored = 1, computed = 2, type = 4  in /db/000012.sst offset 4096"
            + " size 512";
    assertThat(translate(Code.Corruption, SubCode.None, message))
        .isInstanceOfSatisfying(
            CorruptionException.class,
            e -> {
              assertThat(e.source()).isEqualTo("/db/000012.sst");
              assertThat(e.offsetBytes()).isEqualTo(4096);
              assertThat(e).hasMessageContaining("computed = 2");
            });
  }

  @Test
  void damageOfOneFileNamesIt() {
    assertThat(translate(Code.Corruption, SubCode.None, "Can't access /000009.sst: gone"))
        .isInstanceOfSatisfying(
            CorruptionException.class, e -> assertThat(e.source()).isEqualTo("/db/000009.sst"));
    assertThat(translate(Code.Corruption, SubCode.None, "checksum of MANIFEST-000005 differs"))
        .isInstanceOfSatisfying(
            CorruptionException.class,
            e -> assertThat(e.source()).isEqualTo("/db/MANIFEST-000005"));
  }

  @Test
  void damageOfNoFileNamesTheFolder() {
    assertThat(translate(Code.Corruption, SubCode.None, "unknown WriteBatch tag"))
        .isInstanceOf(CorruptionException.class)
        .hasMessage("/db at byte 0: reading: unknown WriteBatch tag");
  }

  @Test
  void aFullDiskIsToldApartUnlessASyncFailed() {
    String disk = "While appending to file: /db/000011.log: No space left on device";
    assertThat(reason(SubCode.NoSpace, disk)).isEqualTo(Reason.OUT_OF_SPACE);
    assertThat(reason(SubCode.None, "Writer has previous error.")).isEqualTo(Reason.OUT_OF_SPACE);
    String sync = "While fdatasync: /db/000011.log: No space left on device";
    assertThat(reason(SubCode.NoSpace, sync)).isEqualTo(Reason.IO);
    String failure = "While appending to file: /db/000011.log: Input/output error";
    assertThat(reason(SubCode.None, failure)).isEqualTo(Reason.IO);
  }

  @Test
  void aLockIsAConflict() {
    String other = "While lock file: /db/LOCK: Resource temporarily unavailable";
    assertThat(translate(Code.IOError, SubCode.None, other))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("store: expected nobody else to write /db");
    String own = "lock hold by current process, acquire time 1 acquiring thread 2: /db/LOCK";
    assertThat(translate(Code.IOError, SubCode.None, own)).isInstanceOf(ConflictException.class);
  }

  @Test
  void theRestKeepsItsKind() {
    assertThat(translate(Code.InvalidArgument, SubCode.None, "no"))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(translate(Code.ShutdownInProgress, SubCode.None, "no"))
        .isInstanceOf(ClosedException.class);
    assertThat(translate(Code.Aborted, SubCode.None, "no")).isInstanceOf(StorageException.class);
    assertThat(RocksErrors.translate("reading", FOLDER, new RocksDBException("no")))
        .isInstanceOf(StorageException.class);
  }
}
