package io.voider.cli.node.signalling;

import io.voider.cli.exchange.Outcome;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose connections one connection borrows, and who borrows it. Those who call a phone that registered over a connection of its own have
 * it sent by that; what the phone answers finds its way back by what is kept here. When either ends, the other stays.
 */
final class Loans {
    private final SipConnection owner;

    /** Those that are borrowed, by whom they reach. */
    private final Map<ReachedParty, SipConnection> borrowed = new HashMap<>();

    /** Who borrows this one; the last is who did so last. */
    private final Set<SipConnection> borrowers = new LinkedHashSet<>();

    Loans(SipConnection owner) {
        this.owner = owner;
    }

    /** The connection that is borrowed to reach them, or null. */
    @Nullable
    SipConnection lender(ReachedParty reach) {
        return borrowed.get(reach);
    }

    /** From now on what is for them leaves by {@code lender}. */
    void borrow(ReachedParty reach, SipConnection lender) {
        SipConnection before = borrowed.put(reach, lender);
        if (before != null && before != lender && !borrowed.containsValue(before)) {
            before.loans().borrowers.remove(owner);
            owner.pressure().part(before.pressure());
        }
        Set<SipConnection> others = lender.loans().borrowers;
        others.remove(owner);
        others.add(owner);
        if (!owner.isAtGateway() && before != lender) {
            owner.pressure().into(lender.pressure());
        }
    }

    /** Who borrowed this one last and is whom a message is for, or null. */
    @Nullable
    SipConnection borrower(Outcome.Passed passed) {
        return borrower(passed, each -> true);
    }

    /** Who borrowed this one, is whom an answer is for, and sent from that port; or null. */
    @Nullable
    SipConnection borrowerFrom(Outcome.Passed answer, int port) {
        return borrower(answer, each -> each.ends().remotePort() == port && !each.isClosed());
    }

    private @Nullable SipConnection borrower(Outcome.Passed passed, Predicate<SipConnection> of) {
        SipConnection last = null;
        for (SipConnection each : borrowers) {
            if (each.network().equals(passed.network())
                    && each.ends().remote() == passed.destination()
                    && of.test(each)) {
                last = each;
            }
        }
        return last;
    }

    /** Whoever borrowed this one finds another way; what this one borrowed stays. */
    void end() {
        borrowed.values().forEach(lender -> lender.loans().borrowers.remove(owner));
        borrowed.clear();
        borrowers.forEach(each -> each.loans().borrowed.values().removeIf(owner::equals));
        borrowers.clear();
    }
}
