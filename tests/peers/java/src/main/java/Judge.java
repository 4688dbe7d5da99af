import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.ValidationOptions;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * The official validator behind two pipes. A line in: {"text", "profiles": [url], "packages": [folder]}. A line out:
 * {"errors": ["place: message"], "milliseconds"}, in the order of asking; what it threw stands among the errors.
 */
public final class Judge {
  private final FhirContext context = FhirContext.forR4();
  private final DefaultProfileValidationSupport core = new DefaultProfileValidationSupport(context);
  private final Map<List<String>, FhirValidator> validators = new HashMap<>();

  public static void main(String[] arguments) throws IOException {
    var judge = new Judge();
    var asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var told = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (var line = asked.readLine(); line != null; line = asked.readLine()) {
      told.println(judge.judged(JsonParser.parseString(line).getAsJsonObject()));
    }
  }

  private JsonObject judged(JsonObject asked) {
    var errors = new JsonArray();
    long begun = System.nanoTime();
    try {
      var options = new ValidationOptions();
      strings(asked, "profiles").forEach(options::addProfile);
      var validator = validators.computeIfAbsent(strings(asked, "packages"), this::validator);
      begun = System.nanoTime();
      for (var one : validator.validateWithResult(asked.get("text").getAsString(), options).getMessages()) {
        if (one.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal()) {
          errors.add(one.getLocationString() + ": " + one.getMessage());
        }
      }
    } catch (Exception | StackOverflowError thrown) {
      errors.add("thrown: " + thrown);
    }
    var told = new JsonObject();
    told.add("errors", errors);
    told.addProperty("milliseconds", (System.nanoTime() - begun) / 1e6);
    return told;
  }

  private static List<String> strings(JsonObject asked, String name) {
    var found = new ArrayList<String>();
    if (asked.has(name)) {
      for (JsonElement one : asked.getAsJsonArray(name)) {
        found.add(one.getAsString());
      }
    }
    return found;
  }

  private FhirValidator validator(List<String> folders) {
    var definitions = new PrePopulatedValidationSupport(context);
    folders.forEach(folder -> load(Path.of(folder), definitions));
    var module = new FhirInstanceValidator(new ValidationSupportChain(
        definitions,
        core,
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context)));
    module.setAnyExtensionsAllowed(true);
    module.setErrorForUnknownProfiles(false);
    return context.newValidator().registerValidatorModule(module);
  }

  private void load(Path folder, PrePopulatedValidationSupport definitions) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
        definitions.addResource(context.newJsonParser().parseResource(Files.readString(file)));
      }
    } catch (IOException wrong) {
      throw new IllegalArgumentException(folder.toString(), wrong);
    }
  }
}
