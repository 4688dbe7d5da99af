// Sends each message that it reads to a port, by HAPI's own parser and MLLP client, and says what HAPI finds in the answer.
// java Speaker PORT. A line is words in base64: a message, and Terser paths. The answer is a line of the values there;
// in place of a value that is missing, and of all of them when HAPI gave up, stands "-", and "!" with its reason.
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.Terser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

public class Speaker {
  public static void main(String[] words) throws Exception {
    try (DefaultHapiContext context = new DefaultHapiContext()) {
      Connection connection = context.newClient("127.0.0.1", Integer.parseInt(words[0]), false);
      connection.getInitiator().setTimeout(20, TimeUnit.SECONDS);
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(answer(context, connection, line.split(" ")));
        System.out.flush();
      }
      connection.close();
    }
  }

  private static String answer(DefaultHapiContext context, Connection connection, String[] told) {
    try {
      Message asked = context.getPipeParser().parse(decoded(told[0]));
      Terser found = new Terser(connection.getInitiator().sendAndReceive(asked));
      List<String> values = new ArrayList<>();
      for (int number = 1; number < told.length; number++) {
        String value = found.get(decoded(told[number]));
        values.add(value == null ? "-" : encoded(value));
      }
      return String.join(" ", values);
    } catch (Exception fault) {
      return "! " + encoded(fault.toString());
    }
  }

  private static String decoded(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
