package dev.perigee.embed.minilm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Resources from jars as plain files: what a native loader needs, and what the next start reads
/// without inflating it again.
///
/// ```
/// <folder>/<name>-<checksum of the jar entries>/<file name>
/// ```
///
/// The checksum makes two versions of a library live side by side. A file appears under its name
/// only once it is whole and on the disk, so processes may share the folder and any of them may
/// die.
final class UnpackedResources {

  private record Entry(String fileName, URLConnection source, long lengthBytes, long checksum) {}

  private UnpackedResources() {}

  /// Puts resources into one folder, unless they are there.
  ///
  /// @param folder made if absent
  /// @return the folder that holds the files, absolute as native loaders want it
  static Path unpack(Path folder, String name, List<String> resources) {
    try {
      CRC32 key = new CRC32();
      List<Entry> entries = new ArrayList<>();
      for (String resource : resources) {
        Entry entry = find(resource);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
          key.update((int) (entry.checksum() >>> shift));
        }
        entries.add(entry);
      }
      Path target = folder.toAbsolutePath().resolve("%s-%08x".formatted(name, key.getValue()));
      Files.createDirectories(target);
      for (Entry entry : entries) {
        unpack(entry, target.resolve(entry.fileName()));
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking " + name + " into " + folder, e);
    }
  }

  private static Entry find(String resource) throws IOException {
    URL url = UnpackedResources.class.getResource("/" + resource);
    if (url == null) {
      throw new FileSystemException(resource, null, "expected on the class path, got nothing");
    }
    URLConnection source = url.openConnection();
    long checksum =
        source instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : source.getLastModified();
    String fileName = resource.substring(resource.lastIndexOf('/') + 1);
    return new Entry(fileName, source, source.getContentLengthLong(), checksum);
  }

  private static void unpack(Entry entry, Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) == entry.lengthBytes()) {
      return;
    }
    Path unfinished = Files.createTempFile(file.getParent(), entry.fileName(), ".part");
    try {
      try (InputStream in = entry.source().getInputStream();
          FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        in.transferTo(Channels.newOutputStream(out));
        out.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
