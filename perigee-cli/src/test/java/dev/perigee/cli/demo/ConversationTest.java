package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.InvalidRequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {

  private final StringWriter out = new StringWriter();
  private final List<String> asked = new ArrayList<>();

  @Test
  void anEmptyLineEnds() throws IOException {
    converse(" first \nsecond\n\nthird\n");
    assertThat(asked).containsExactly("first", "second");
  }

  @Test
  void theEndOfTheInputEndsOnALineOfItsOwn() throws IOException {
    converse("first");
    assertThat(asked).containsExactly("first");
    assertThat(out.toString()).endsWith("> " + System.lineSeparator());
  }

  @Test
  void aRefusedQuestionIsNotTheEnd() throws IOException {
    converse("refused\nsecond\n");
    assertThat(asked).containsExactly("second");
    assertThat(out.toString()).contains("question: expected");
  }

  private void converse(String typed) throws IOException {
    BufferedReader in = new BufferedReader(new StringReader(typed));
    new Conversation(in, new PrintWriter(out)).run(this::answer);
  }

  private void answer(String question) {
    if (question.equals("refused")) {
      throw InvalidRequestException.of("question", "words", "none");
    }
    asked.add(question);
  }
}
