import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * HAPI's terminology in memory behind two pipes. A line in: the url of one of R4's own value sets. A line out:
 * {"codes": ["system|code"]}, or {"why"} where it cannot be expanded.
 */
public final class Expander {
  private final FhirContext context = FhirContext.forR4();
  private final ValidationSupportChain known = new ValidationSupportChain(
      new DefaultProfileValidationSupport(context),
      new CommonCodeSystemsTerminologyService(context),
      new InMemoryTerminologyServerValidationSupport(context));

  public static void main(String[] arguments) throws IOException {
    var expander = new Expander();
    var asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var told = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (var line = asked.readLine(); line != null; line = asked.readLine()) {
      told.println(expander.expanded(line));
    }
  }

  private JsonObject expanded(String url) {
    var told = new JsonObject();
    try {
      var valueSet = known.fetchValueSet(url);
      var options = new ValueSetExpansionOptions();
      options.setFailOnMissingCodeSystem(true);
      var outcome = known.expandValueSet(new ValidationSupportContext(known), options, valueSet);
      if (outcome == null || outcome.getValueSet() == null) {
        told.addProperty("why", outcome == null ? "no outcome" : outcome.getError());
        return told;
      }
      var found = new TreeSet<String>();
      add(((ValueSet) outcome.getValueSet()).getExpansion().getContains(), found);
      var codes = new JsonArray();
      found.forEach(codes::add);
      told.add("codes", codes);
    } catch (RuntimeException thrown) {
      told.addProperty("why", thrown.toString());
    }
    return told;
  }

  private static void add(List<ValueSet.ValueSetExpansionContainsComponent> rows, Set<String> found) {
    for (var row : rows) {
      if (row.hasCode()) {
        found.add(row.getSystem() + "|" + row.getCode());
      }
      add(row.getContains(), found);
    }
  }
}
