package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// A record as a point of Qdrant: `{"id", "vector", "payload"}`.
///
/// An id is an unsigned number of 64 bits, also where it is the text of one, or a UUID.
final class QdrantForm implements RecordForm {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,19}");
  private static final BigInteger NUMBER_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  @Override
  public void write(JsonGenerator out, WrittenRecord record) throws IOException {
    out.writeStartObject();
    out.writeFieldName(RecordTable.ID);
    writeId(out, record.id());
    out.writeFieldName("vector");
    float[] alone = record.vectors().get(SourceRecord.DEFAULT_VECTOR);
    if (alone != null && record.vectors().size() == 1) {
      WrittenRecord.write(out, alone);
    } else {
      out.writeStartObject();
      record.writeVectorsByName(out);
      out.writeEndObject();
    }
    record.writeObject(out, RecordTable.PAYLOAD, entry -> true);
    out.writeEndObject();
  }

  private static void writeId(JsonGenerator out, Object id) throws IOException {
    String text = id.toString();
    if (NUMBER.matcher(text).matches() && new BigInteger(text).compareTo(NUMBER_MAX) <= 0) {
      out.writeNumber(new BigInteger(text));
    } else if (WeaviateForm.isUuid(text)) {
      out.writeString(text);
    } else {
      throw InvalidRequestException.of(
          "record " + text + ": id",
          "an unsigned number of 64 bits or a UUID, as points of Qdrant have"
              + " (JSON_LINES takes any id; or give the records other ids, and these a field)",
          text);
    }
  }
}
