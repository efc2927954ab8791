package dev.perigee.formats.parquet;

import java.util.Map;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/// Makes the columns of a row by name. Owned by one thread.
final class RowMaterializer extends RecordMaterializer<Map<String, Object>> {

  private final Root root;
  private Map<String, Object> current = Map.of();

  RowMaterializer(MessageType schema, Converters factory) {
    this.root = new Root(new StructConverter(schema, this::take, factory), factory.memory());
  }

  @SuppressWarnings("unchecked") // A struct gives a map of this type and nothing else.
  private void take(Object row) {
    current = (Map<String, Object>) row;
  }

  @Override
  public Map<String, Object> getCurrentRecord() {
    return current;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  /// A row: a struct with which the memory of a record begins anew.
  private static final class Root extends GroupConverter {

    private final StructConverter row;
    private final RecordMemory memory;

    Root(StructConverter row, RecordMemory memory) {
      this.row = row;
      this.memory = memory;
    }

    @Override
    public Converter getConverter(int fieldIndex) {
      return row.getConverter(fieldIndex);
    }

    @Override
    public void start() {
      memory.clear();
      row.start();
    }

    @Override
    public void end() {
      row.end();
    }
  }
}
