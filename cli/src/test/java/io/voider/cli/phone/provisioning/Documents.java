package io.voider.cli.phone.provisioning;

import io.voider.ns.MacAddress;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A home with two phones, and its documents as a program reads them. */
final class Documents {
    static final MacAddress STATION = MacAddress.parse("02:00:5e:10:00:01");
    static final String MAC = "02005e100001";
    static final PhoneFacts FACTS = facts(
            "Zoë's house",
            List.of(
                    new BookEntry("Anna Maria O'Brien", "21"),
                    new BookEntry("王小明", "10*1*5*1"),
                    new BookEntry("Zoë's house 2", "102")));

    private Documents() {}

    static PhoneFacts facts(String exchange, List<BookEntry> book) {
        return new PhoneFacts(1, 0xac14_2705, 0xac14_2706, exchange, "123456789012", "p&ss<1>", 1_764_511_111, book);
    }

    static String text(PhoneDocument document, PhoneFacts facts) {
        return new String(document.of(facts, MAC), StandardCharsets.UTF_8);
    }

    static Document parsed(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e.getMessage() + "\n" + xml, e);
        }
    }
}
