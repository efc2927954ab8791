package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class InMemoryStoreTest extends StoreContract {

  @Override
  protected Store open() {
    return Stores.inMemory(TABLES);
  }

  @Test
  void hasNoFilesToCopy() {
    assertThatThrownBy(() -> store.checkpoint(Path.of("copy")))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Nested
  final class UnderLoad extends StoreLoadContract {
    @Override
    protected Store open() {
      return Stores.inMemory(TABLES);
    }

    @Override
    protected Store reopen(Store store) {
      return store;
    }
  }
}
