package dev.perigee.cli.data;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in aligned columns. What looks like a number stands on the right of its column.
final class TextTable {

  private static final String NUMBER = "-?[\\d,.]+|-";

  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... header) {
    rows.add(header);
  }

  /// Adds a row, of as many cells as the header has.
  void add(Object... cells) {
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] =
          switch (cells[i]) {
            case null -> "-";
            case Long number -> "%,d".formatted(number);
            case Integer number -> "%,d".formatted(number);
            case Object other -> other.toString();
          };
    }
    rows.add(row);
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  void print(PrintWriter out) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row)[column];
        widths[column] = Math.max(widths[column], cell.length());
        numbers[column] &= row == 0 || cell.matches(NUMBER);
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String blanks = " ".repeat(widths[column] - row[column].length());
        line.append(column == 0 ? "" : "  ");
        line.append(numbers[column] ? blanks + row[column] : row[column] + blanks);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
