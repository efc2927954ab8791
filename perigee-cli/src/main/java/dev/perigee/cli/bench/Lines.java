package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// The lines of one curve: what each of them starts with, and where they go.
///
/// @param lib the engine
/// @param ds the data set
/// @param cfg how the engine is set up
/// @param out takes the lines
record Lines(String lib, String ds, String cfg, PrintWriter out) {

  /// The lines of another curve of the same engine and data.
  Lines withConfiguration(String newCfg) {
    return new Lines(lib, ds, newCfg, out);
  }

  /// One JSON object a line, at once, so that a run that is stopped leaves what it had found out.
  void print(Map<String, ?> figures) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("lib", lib);
    line.put("ds", ds);
    line.put("cfg", cfg);
    line.putAll(figures);
    out.println(Json.line(line));
    out.flush();
  }
}
