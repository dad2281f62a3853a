package io.voider.cli.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything at a glance.
 *
 * @param schema the version of this record
 * @param name what the exchange is called
 * @param version the program's version
 * @param processId the node's process
 * @param startedAt when it became ready
 * @param phones the phones of this home
 * @param askers the devices that asked for an address and got none
 * @param rendezvous the connections to rendezvous, one for each
 * @param lines the phone book
 * @param calls the calls that run now
 * @param counters every counter that is not zero, by its id
 */
public record NodeReport(
        int schema,
        String name,
        String version,
        long processId,
        Instant startedAt,
        List<PhoneReport> phones,
        List<AskerReport> askers,
        List<RendezvousReport> rendezvous,
        List<LineReport> lines,
        List<CallReport> calls,
        Map<String, Long> counters) {
    /** The version that this program writes. */
    public static final int SCHEMA = 1;
}
