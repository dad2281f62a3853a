package io.voider.nat.portmap;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an XML document that holds text and no other element. UPnP says all it has to say in these.
 *
 * @param parent which element it stands in: the same number, the same element
 * @param name without its namespace
 * @param text stripped of white space at both ends
 */
record XmlLeaf(int parent, String name, String text) {
    static final int MAX_DEPTH = 16;
    static final int MAX_ELEMENTS = 2_048;
    static final int MAX_TEXT = 1_024;

    /**
     * The leaves of a document, in its order.
     *
     * @throws PortMapException if it is not well-formed, has a document type (and with it entities, which are how XML
     *     reads files, asks servers and grows without end), or is beyond the limits
     */
    static List<XmlLeaf> read(String document) throws PortMapException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLReporter((message, type, information, place) -> {});
        try {
            XMLStreamReader in = factory.createXMLStreamReader(new StringReader(document));
            try {
                return new Reading().all(in);
            } finally {
                in.close();
            }
        } catch (XMLStreamException e) {
            throw new PortMapException("not well-formed XML, line " + line(e));
        }
    }

    private static int line(XMLStreamException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
    }

    private static final class Reading {
        private static final class Element {
            final int number;
            final String name;
            final StringBuilder text = new StringBuilder();
            boolean leaf = true;

            Element(int number, String name) {
                this.number = number;
                this.name = name;
            }
        }

        private final List<XmlLeaf> leaves = new ArrayList<>();
        private final Deque<Element> open = new ArrayDeque<>();
        private int elements;

        List<XmlLeaf> all(XMLStreamReader in) throws XMLStreamException, PortMapException {
            while (in.hasNext()) {
                switch (in.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(in.getLocalName());
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(in.getText());
                    case XMLStreamConstants.END_ELEMENT -> end();
                    case XMLStreamConstants.DTD -> throw new PortMapException("XML with a document type");
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw new PortMapException("XML with an entity");
                    default -> {
                        // Comments, white space and processing instructions say nothing.
                    }
                }
            }
            return leaves;
        }

        private void start(String name) throws PortMapException {
            if (open.size() == MAX_DEPTH || elements == MAX_ELEMENTS) {
                throw new PortMapException("XML of too many elements");
            }
            Element parent = open.peek();
            if (parent != null) {
                parent.leaf = false;
            }
            open.push(new Element(elements++, name));
        }

        private void text(String some) throws PortMapException {
            Element element = open.peek();
            if (element != null && element.leaf) {
                if (element.text.length() + some.length() > MAX_TEXT) {
                    throw new PortMapException("XML with more than " + MAX_TEXT + " characters in one element");
                }
                element.text.append(some);
            }
        }

        private void end() {
            Element element = open.pop();
            if (element.leaf) {
                Element parent = open.peek();
                int number = parent == null ? -1 : parent.number;
                leaves.add(new XmlLeaf(
                        number, element.name, element.text.toString().strip()));
            }
        }
    }
}
