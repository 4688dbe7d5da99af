import com.gitb.tr.ObjectFactory;
import com.gitb.tr.TAR;
import java.io.File;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.bind.JAXBContext;
import javax.xml.bind.JAXBElement;
import javax.xml.bind.SchemaOutputResolver;
import javax.xml.bind.Unmarshaller;
import javax.xml.transform.Result;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;

/** Reads a report by the Test Bed's own classes and by the schema that they stand for; prints what it understood. */
public final class Reader {
  public static void main(String[] words) throws Exception {
    JAXBContext context = JAXBContext.newInstance(ObjectFactory.class);
    List<StringWriter> written = new ArrayList<>();
    List<String> names = new ArrayList<>();
    context.generateSchema(new SchemaOutputResolver() {
      @Override
      public Result createOutput(String namespace, String name) {
        written.add(new StringWriter());
        names.add(name);
        StreamResult result = new StreamResult(written.get(written.size() - 1));
        result.setSystemId(name);
        return result;
      }
    });
    SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    Source[] sources = new Source[written.size()];
    File folder = java.nio.file.Files.createTempDirectory("gitb").toFile();
    for (int number = 0; number < sources.length; number++) {
      File file = new File(folder, names.get(number));
      java.nio.file.Files.writeString(file.toPath(), written.get(number).toString());
      sources[number] = new StreamSource(file);
    }
    Unmarshaller reader = context.createUnmarshaller();
    reader.setSchema(factory.newSchema(sources));
    TAR report = (TAR) ((JAXBElement<?>) reader.unmarshal(new File(words[0]))).getValue();
    System.out.println(report.getResult() + " " + report.getCounters().getNrOfErrors() + " "
        + report.getReports().getInfoOrWarningOrError().size());
  }
}
