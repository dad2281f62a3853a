package io.voider.nat.portmap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;

/** What came back from the gateway upon an {@link UpnpCall}: perhaps nothing, perhaps nonsense. */
final class UpnpAnswer {
    private static final int OK = 200;
    private final int status;
    private final List<XmlLeaf> leaves;

    private UpnpAnswer(int status, List<XmlLeaf> leaves) {
        this.status = status;
        this.leaves = leaves;
    }

    /** No answer came. */
    static UpnpAnswer none() {
        return new UpnpAnswer(0, List.of());
    }

    /**
     * An answer of HTTP. A body that is not XML as it should be (strictly read, within limits, no document type) counts
     * for no answer. Takes milliseconds; not for an event loop.
     *
     * @param status of the response
     * @param body at most as long as the caller was ready to hold
     */
    static UpnpAnswer read(int status, byte[] body) {
        try {
            return new UpnpAnswer(status, XmlLeaf.read(new String(body, UTF_8)));
        } catch (PortMapException e) {
            return none();
        }
    }

    boolean isSuccess() {
        return status == OK;
    }

    List<XmlLeaf> leaves() {
        return leaves;
    }

    /** The text of the first element of this name. */
    Optional<String> text(String name) {
        return leaves.stream()
                .filter(leaf -> leaf.name().equals(name))
                .map(XmlLeaf::text)
                .findFirst();
    }

    /** The code of a refusal (UPnP Device Architecture section 3.2.2); 0 if there is none. */
    int errorCode() {
        return number("errorCode", 999);
    }

    /** A decimal number of at most {@code limit}; 0 if there is none such. */
    int number(String name, int limit) {
        int value = text(name)
                .filter(digits -> digits.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .orElse(0);
        return value <= limit ? value : 0;
    }
}
