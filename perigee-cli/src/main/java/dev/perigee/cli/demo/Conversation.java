package dev.perigee.cli.demo;

import dev.perigee.error.InvalidRequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;

/// Questions that somebody types, one a line, until an empty line or the end of the input.
///
/// @param in what is typed
/// @param out where to ask for it
record Conversation(BufferedReader in, PrintWriter out) {

  /// Asks for questions and has them answered.
  ///
  /// @param answerer prints the answer; a question that it refuses is not the end
  void run(Consumer<String> answerer) throws IOException {
    out.println();
    out.println("Ask in your own words; an empty line ends.");
    while (true) {
      out.print("> ");
      out.flush();
      String question = in.readLine();
      if (question == null || question.isBlank()) {
        // after Ctrl-D the cursor is still behind the prompt
        out.print(question == null ? System.lineSeparator() : "");
        out.flush();
        return;
      }
      try {
        answerer.accept(question.strip());
      } catch (InvalidRequestException e) {
        out.println(e.getMessage());
      }
      out.println();
    }
  }
}
