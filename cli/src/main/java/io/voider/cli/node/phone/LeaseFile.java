package io.voider.cli.node.phone;

import io.voider.cli.phone.dhcp.PhoneLease;
import io.voider.cli.state.Failure;
import io.voider.cli.state.StrictJson;
import io.voider.ns.MacAddress;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Which station is which phone, on the disk: a small file beside the state, written whole. Losing it costs phones their order and
 * nothing else, so one that is damaged keeps no node from starting. Blocks.
 */
public final class LeaseFile {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);
    private static final int SCHEMA = 1;

    /** The file as JSON. */
    private record Document(int schema, List<Entry> leases) {
        Document {
            leases = List.copyOf(leases);
        }
    }

    private record Entry(int phone, String mac, String vendorClass, String hostName, boolean released) {
        Entry {
            Objects.requireNonNull(mac);
            Objects.requireNonNull(vendorClass);
            Objects.requireNonNull(hostName);
        }

        static Entry of(PhoneLease lease) {
            return new Entry(
                    lease.phone(), lease.station().toString(), lease.vendorClass(), lease.hostName(), lease.released());
        }

        PhoneLease lease() {
            return new PhoneLease(phone, MacAddress.parse(mac), vendorClass, hostName, released);
        }
    }

    private final Path file;

    public LeaseFile(Path file) {
        this.file = file;
    }

    /** What it says; nothing if it is not there or cannot be read, which is logged. */
    public List<PhoneLease> read() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            if (Files.size(file) > StrictJson.LARGEST_DOCUMENT) {
                throw new IOException("it is larger than it can be");
            }
            Document document = StrictJson.MAPPER.readValue(Files.readAllBytes(file), Document.class);
            if (document == null || document.schema() != SCHEMA) {
                throw new IOException("it is no list of leases, or of another layout than " + SCHEMA);
            }
            return document.leases().stream().map(Entry::lease).toList();
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read ({}): devices become phones in the order in which they ask", file, words(e));
            return List.of();
        }
    }

    private static String words(Exception failure) {
        return failure instanceof JacksonException json ? json.getOriginalMessage() : Failure.words(failure);
    }

    /** Makes that what it says. When this returns, no power cut undoes it. */
    void write(List<PhoneLease> leases) throws IOException {
        Document document = new Document(SCHEMA, leases.stream().map(Entry::of).toList());
        DurableFile.write(
                file, StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
    }
}
