package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.CompanionFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The two files of a dump.
///
/// @param graph `NAME.hnsw.graph`
/// @param data `NAME.hnsw.data`
record HnswRsFiles(Path graph, Path data) {

  private static final String GRAPH = ".hnsw.graph";
  private static final String DATA = ".hnsw.data";

  /// The files that a dump of that name has, whether or not there are any.
  ///
  /// @param path `NAME`, or one of the files
  /// @throws InvalidRequestException if it is not the path of a file
  static HnswRsFiles named(Path path) {
    if (path.getFileName() == null) {
      throw InvalidRequestException.of("path", "the name of a dump", path);
    }
    String name = path.getFileName().toString();
    String base = without(without(name, GRAPH), DATA);
    return new HnswRsFiles(path.resolveSibling(base + GRAPH), path.resolveSibling(base + DATA));
  }

  /// The files of a dump that is there. One that was loaded through a map and dumped again got
  /// `-NNNN` behind its name; where there is one such, and none of the name itself, it is meant.
  ///
  /// @throws NotFoundException if there is none
  /// @throws InvalidRequestException if there are several, it is not the path of a file, or a file
  ///   beside it is a link that leads out of the folder
  static HnswRsFiles find(Path path) {
    HnswRsFiles files = lookFor(path);
    CompanionFile.require(path, files.graph);
    CompanionFile.require(path, files.data);
    return files;
  }

  private static HnswRsFiles lookFor(Path path) {
    HnswRsFiles files = named(path);
    if (Files.exists(files.graph) || files.names(path)) {
      return files;
    }
    List<Path> numbered = numbered(path);
    if (numbered.isEmpty()) {
      throw new NotFoundException(
          path + ": expected " + files.graph.getFileName() + ", found none");
    }
    if (numbered.size() > 1) {
      throw InvalidRequestException.of(path.toString(), "the name of one dump", numbered);
    }
    return named(numbered.getFirst());
  }

  private boolean names(Path path) {
    return path.equals(graph) || path.equals(data);
  }

  private static List<Path> numbered(Path path) {
    Pattern pattern =
        Pattern.compile(Pattern.quote(path.getFileName() + "-") + "\\d+\\.hnsw\\.graph");
    List<Path> found = new ArrayList<>();
    Path folder = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (pattern.matcher(file.getFileName().toString()).matches()) {
          found.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw new StorageException("cannot list " + folder, e.getCause());
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder, e);
    }
    found.sort(null);
    return found;
  }

  private static String without(String name, String suffix) {
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }
}
