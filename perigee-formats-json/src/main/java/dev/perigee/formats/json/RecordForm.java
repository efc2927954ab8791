package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.error.InvalidRequestException;
import java.io.IOException;

/// How a record looks as an object of JSON.
interface RecordForm {

  /// Writes the object.
  ///
  /// @throws InvalidRequestException if this form cannot hold the record; names it
  void write(JsonGenerator out, WrittenRecord record) throws IOException;
}
