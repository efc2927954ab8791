package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.formats.record.RecordTable;
import java.io.IOException;

/// A record as a vector of Pinecone: `{"id", "values", "metadata"}`. Ids are texts.
///
/// @param vector the name of the one vector of the table
/// @param metadata writes what must not be nested
record PineconeForm(String vector, FlatEntries metadata) implements RecordForm {

  @Override
  public void write(JsonGenerator out, WrittenRecord record) throws IOException {
    float[] values = record.required(vector);
    out.writeStartObject();
    out.writeStringField(RecordTable.ID, record.id().toString());
    out.writeFieldName("values");
    WrittenRecord.write(out, values);
    if (!record.entries().isEmpty()) {
      out.writeFieldName("metadata");
      metadata.writeObject(out, record.entries());
    }
    out.writeEndObject();
  }
}
