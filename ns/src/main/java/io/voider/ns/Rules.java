package io.voider.ns;

import io.voider.ns.Layout.FibRuleHdr;
import io.voider.ns.Layout.NlMsgHdr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routing rules of one namespace, IPv4 and IPv6. Changes want {@code CAP_NET_ADMIN}. */
public final class Rules {

    private final Netlink netlink;

    Rules(Netlink netlink) {
        this.netlink = netlink;
    }

    /** Every rule, in the order in which they are asked, by family. */
    public List<Rule> list() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_GETRULE, NlMsgHdr.NLM_F_DUMP, FibRuleHdr.SIZE);
        return netlink.dump(request, Rules::decode);
    }

    /** Rules for routing multicasts come in the same messages, with families of their own. */
    private static @Nullable Rule decode(NetlinkMessage message) {
        if (!message.is(MessageType.RTM_NEWRULE)) {
            return null;
        }
        message.attributes(FibRuleHdr.SIZE);
        int family = message.u8(FibRuleHdr.FAMILY);
        return family == Layout.AF_INET || family == Layout.AF_INET6 ? Rule.decode(message) : null;
    }

    /**
     * Adds a rule.
     *
     * @throws KernelException with {@code EEXIST} if the same is there already
     */
    public void add(Rule rule) {
        int flags = NlMsgHdr.NLM_F_ACK | NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL;
        netlink.execute(request(MessageType.RTM_NEWRULE, flags, rule), describe(rule));
    }

    /**
     * Takes the first rule away that has all the properties given.
     *
     * @throws KernelException with {@code ENOENT} if there is none
     */
    public void remove(Rule rule) {
        netlink.execute(request(MessageType.RTM_DELRULE, NlMsgHdr.NLM_F_ACK, rule), describe(rule));
    }

    private static NetlinkRequest request(MessageType type, int flags, Rule rule) {
        NetlinkRequest request = new NetlinkRequest(type, flags, FibRuleHdr.SIZE)
                .set8(FibRuleHdr.FAMILY, rule.family().number())
                .set8(FibRuleHdr.ACTION, rule.action().number());
        if (rule.table() != 0) {
            request.u32(FibRuleHdr.FRA_TABLE, rule.table());
        }
        rule.priority().ifPresent(priority -> request.u32(FibRuleHdr.FRA_PRIORITY, priority));
        rule.ipProtocol().ifPresent(protocol -> request.u8(FibRuleHdr.FRA_IP_PROTO, protocol));
        rule.from()
                .ifPresent(from -> request.set8(FibRuleHdr.SOURCE_LENGTH, from.length())
                        .address(FibRuleHdr.FRA_SRC, from.address()));
        rule.to()
                .ifPresent(to -> request.set8(FibRuleHdr.DESTINATION_LENGTH, to.length())
                        .address(FibRuleHdr.FRA_DST, to.address()));
        rule.incoming().ifPresent(link -> request.string(FibRuleHdr.FRA_IIFNAME, link));
        rule.outgoing().ifPresent(link -> request.string(FibRuleHdr.FRA_OIFNAME, link));
        rule.mark().ifPresent(mark -> request.u32(FibRuleHdr.FRA_FWMARK, mark).u32(FibRuleHdr.FRA_FWMASK, -1));
        return request;
    }

    private String describe(Rule rule) {
        return rule + " in " + netlink.namespace().name();
    }
}
