import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.hl7.fhir.r5.model.Resource;
import org.hl7.fhir.validation.special.TxTester;

/**
 * FHIR's own terminology cases, asked by FHIR's own tester of the server at the first argument; what it finds lands in the
 * folder that the second one names. A line out for each case: {"case", "why"}, where "why" is empty if it passed.
 *
 * The English words of messages are left to the server: each case's own server has its own.
 */
public final class TerminologyCases implements TxTester.ITxTesterLoader {
  private static final String FOLDER = "/org/hl7/fhir/testcases/tx/";
  private static final JsonPrimitive ANY_WORDS = new JsonPrimitive("$external:1$");

  public static void main(String[] arguments) throws Exception {
    var tester = new TxTester(new TerminologyCases(), arguments[0], false, new org.hl7.fhir.utilities.json.model.JsonObject());
    tester.setOutput(arguments[1]);
    var told = System.out;
    System.setOut(System.err);
    tester.execute(Set.of(), null);
    for (var test : tester.getTestReport().getTest()) {
      var line = new JsonObject();
      line.addProperty("case", test.getName());
      line.addProperty("why", "");
      for (var action : test.getAction()) {
        var result = action.getOperation().getResult();
        if (result != null && !Set.of("pass", "skip").contains(result.toCode())) {
          line.addProperty("why", result.toCode() + ": " + action.getOperation().getMessage());
        }
      }
      told.println(line);
    }
  }

  private static void leaveWords(JsonElement element) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(TerminologyCases::leaveWords);
    } else if (element.isJsonObject()) {
      var object = element.getAsJsonObject();
      object.asMap().values().forEach(TerminologyCases::leaveWords);
      var message = object.has("name") && object.get("name").getAsString().equals("message");
      leaveWords(object, message ? "valueString" : "");
      if (object.has("details")) {
        leaveWords(object.getAsJsonObject("details"), "text");
      }
    }
  }

  private static void leaveWords(JsonObject object, String name) {
    if (object.has(name) && !object.get(name).getAsString().startsWith("$")) {
      object.add(name, ANY_WORDS);
    }
  }

  @Override
  public byte[] loadContent(String name) throws IOException {
    try (var stream = TerminologyCases.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new FileNotFoundException(name);
      }
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\uFEFF", "");
      if (!name.contains("response")) {
        return text.getBytes(StandardCharsets.UTF_8);
      }
      var answer = JsonParser.parseString(text);
      leaveWords(answer);
      return answer.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  @Override
  public Resource loadResource(String name) throws IOException {
    return new org.hl7.fhir.r5.formats.JsonParser().parse(loadContent(name));
  }

  @Override
  public boolean hasContent(String name) {
    return TerminologyCases.class.getResource(FOLDER + name) != null;
  }

  @Override
  public String describe() {
    return "the cases on the class path";
  }

  @Override
  public String code() {
    return "tx";
  }

  @Override
  public String version() {
    return "1.7.0";
  }

  @Override
  public String testFileName() {
    return "test-cases.json";
  }
}
