package io.voider.cli.node.line;

import java.util.List;
import java.util.Locale;

/** What it means that a rendezvous cannot be reached, in words that name who is to be looked at. Pure. */
final class RendezvousTrouble {
    private record Sign(String text, String meaning) {}

    private static final List<Sign> SIGNS = List.of(
            new Sign("resol", "its name is not known here: look at this network's DNS"),
            new Sign("name or service not known", "its name is not known here: look at this network's DNS"),
            new Sign("unknownhost", "its name is not known here: look at this network's DNS"),
            new Sign("network is unreachable", "this machine is not connected to the Internet"),
            new Sign("no route to host", "this machine has no way there: look at its own connection"),
            new Sign("host is unreachable", "this machine has no way there: look at its own connection"),
            new Sign("refused", "nothing listens there: the rendezvous does not run, or is somewhere else now"),
            new Sign("timed out", "no answer: the rendezvous is down, or a firewall of this network is in the way"),
            new Sign("timeout", "no answer: the rendezvous is down, or a firewall of this network is in the way"),
            new Sign("no answer for", "it fell silent: the rendezvous is down, or this machine's connection is"),
            new Sign("nothing heard for", "it fell silent: the rendezvous is down, or this machine's connection is"),
            new Sign("has the pin", "who answers there is not that rendezvous: its key is another one"));

    private RendezvousTrouble() {}

    /** One clause for a person: what the failure means, and the failure itself. */
    static String words(String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        for (Sign sign : SIGNS) {
            if (lower.contains(sign.text)) {
                return sign.meaning + " (" + reason + ")";
            }
        }
        return reason;
    }
}
