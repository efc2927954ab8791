package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.formats.record.RecordConventions;
import dev.perigee.formats.record.RecordTable;
import java.io.IOException;

/// A record as an object of id, vectors and values side by side.
///
/// A value whose name would be taken for an id, a vector or a container goes into an object
/// `payload`, whose entries are always values.
///
/// @param table which vectors there are
/// @param byName whether vectors are entries by their names, whatever these are, as Milvus takes
///   them; else one that is not called `vector` is in an object `vectors`
record OpenForm(RecordTable table, boolean byName) implements RecordForm {

  private static final String VECTORS = "vectors";

  @Override
  public void write(JsonGenerator out, WrittenRecord record) throws IOException {
    out.writeStartObject();
    out.writeFieldName(RecordTable.ID);
    WrittenRecord.writeId(out, record.id());
    if (byName) {
      record.writeVectorsByName(out);
    } else {
      record.writeVectors(out, VECTORS);
    }
    for (JsonEntry entry : record.entries()) {
      if (isOpen(entry)) {
        entry.write(out);
      }
    }
    record.writeObject(out, RecordTable.PAYLOAD, entry -> !isOpen(entry));
    out.writeEndObject();
  }

  private boolean isOpen(JsonEntry entry) {
    return RecordConventions.isPayload(entry.name()) && !table.vectors().containsKey(entry.name());
  }
}
