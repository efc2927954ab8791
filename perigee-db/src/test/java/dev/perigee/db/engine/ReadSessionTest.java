package dev.perigee.db.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.Database;
import dev.perigee.db.document.Schema;
import dev.perigee.error.StorageException;
import dev.perigee.store.Store;
import dev.perigee.store.StoreOptions;
import dev.perigee.store.Stores;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadSessionTest {

  @TempDir Path folder;

  private final List<Store> opened = new ArrayList<>();
  private boolean gone;

  /// A store that stops following once it met a file that is gone, as RocksDB's does.
  private Store openLosingFiles() {
    if (gone) {
      throw new StorageException("opening", new IOException("No such file"));
    }
    StoreOptions options = StoreOptions.of(folder.resolve("data/store"), Tables.ALL);
    Store store = Stores.openReadOnly(options, folder.resolve("reader"));
    opened.add(store);
    boolean[] stopped = new boolean[1];
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("refresh")) {
                stopped[0] |= gone;
                if (stopped[0]) {
                  throw new StorageException("refreshing", new IOException("No such file"));
                }
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void followsAgainAfterAFileWasGone() {
    Path data = folder.resolve("data");
    try (Database db = Database.open(data)) {
      db.collection("first", Schema.builder().build());
      EngineFolder read = EngineFolder.forReading(data);
      try (ReadSession session = ReadSession.open(read, this::openLosingFiles, 0)) {
        db.collection("second", Schema.builder().build());
        gone = true;
        assertThatThrownBy(session::refresh).isInstanceOf(StorageException.class);
        assertThat(session.collections()).hasSize(1);
        gone = false;
        session.refresh();
        assertThat(session.collections()).hasSize(2);
        db.collection("third", Schema.builder().build());
        session.refresh();
        assertThat(session.collections()).hasSize(3);
        assertThat(opened).hasSize(2);
        assertThatThrownBy(() -> opened.getFirst().statistics())
            .as("the one that follows no more is closed")
            .isInstanceOf(RuntimeException.class);
      }
    }
  }
}
