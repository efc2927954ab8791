package dev.perigee.cli.bench;

import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// Where the index of one configuration of a peer is kept for other processes: a folder for what
/// the peer writes, and beside it a file that says what it is, written when it is complete.
final class PeerFolder {

  private static final String LABEL = "label";
  private static final String CONTENT = "content";

  private final Path index;
  private final Path note;

  /// @param parent folder of all that is kept
  PeerFolder(Path parent, PeerRun run) {
    String name = run.peer().name() + "-" + run.configuration();
    index = parent.resolve(name);
    note = parent.resolve(name + ".properties");
  }

  /// The folder that the peer writes to.
  Path index() {
    return index;
  }

  /// Makes it an empty folder.
  ///
  /// @throws InvalidRequestException if it holds what did not come from here
  void clear() throws IOException {
    if (Files.exists(note)) {
      Files.delete(note);
      delete(index);
    }
    Files.createDirectories(index);
    if (below(index).size() > 1) {
      throw InvalidRequestException.of(index.toString(), "an empty folder", "one with files");
    }
  }

  /// Says that the index is complete.
  ///
  /// @param label that its curve has
  void complete(String label, Peer.Task task) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(LABEL, label);
    properties.setProperty(CONTENT, content(task));
    try (Writer writer = Files.newBufferedWriter(note)) {
      properties.store(writer, null);
    }
  }

  /// The label of the index that is there; null if there is none.
  ///
  /// @throws InvalidRequestException if it is about something else
  String labelOfReusable(Peer.Task task) throws IOException {
    if (!Files.exists(note)) {
      return null;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(note)) {
      properties.load(reader);
    }
    String content = properties.getProperty(CONTENT, "");
    if (!content.equals(content(task))) {
      throw InvalidRequestException.of("--reuse " + index, content(task), content);
    }
    return properties.getProperty(LABEL);
  }

  private static String content(Peer.Task task) {
    return "%d x %d %s m=%d ef=%d"
        .formatted(
            task.base().count(),
            task.base().dimension(),
            task.metric(),
            task.m(),
            task.efConstruction());
  }

  /// Bytes of all files of a folder.
  static long bytes(Path folder) throws IOException {
    long bytes = 0;
    for (Path path : below(folder)) {
      bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
    }
    return bytes;
  }

  /// Deletes a folder and all that is in it.
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path path : below(folder).reversed()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /// The folder and all that is in it, each folder before its files.
  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.toList();
    }
  }
}
