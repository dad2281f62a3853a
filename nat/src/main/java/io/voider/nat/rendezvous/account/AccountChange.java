package io.voider.nat.rendezvous.account;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voider.nat.rendezvous.Octets;

/** One durable change of what a rendezvous knows. Nothing here is secret: capabilities appear as their SHA-256 only. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AccountChange.AccountAdded.class, name = "account-added"),
    @JsonSubTypes.Type(value = AccountChange.AccountRemoved.class, name = "account-removed"),
    @JsonSubTypes.Type(value = AccountChange.ReaderAdmitted.class, name = "reader-admitted"),
    @JsonSubTypes.Type(value = AccountChange.ReaderRevoked.class, name = "reader-revoked")
})
public sealed interface AccountChange {
    /** The account that changes: 1 to 64 letters, digits, full stops, hyphens or underscores. */
    String account();

    /** The operator has added a node, whose owner's secret has this SHA-256. */
    record AccountAdded(String account, Octets owner) implements AccountChange {
        public AccountAdded {
            requireName(account);
            owner.requireLength(32, "owner hash");
        }
    }

    /** The operator has removed a node, and with it all its readers. */
    record AccountRemoved(String account) implements AccountChange {
        public AccountRemoved {
            requireName(account);
        }
    }

    /** The owner has admitted a friend, whose capability's secret has this SHA-256. */
    record ReaderAdmitted(String account, Octets reader) implements AccountChange {
        public ReaderAdmitted {
            requireName(account);
            reader.requireLength(32, "reader hash");
        }
    }

    /** The owner has revoked a friend. */
    record ReaderRevoked(String account, Octets reader) implements AccountChange {
        public ReaderRevoked {
            requireName(account);
            reader.requireLength(32, "reader hash");
        }
    }

    private static void requireName(String account) {
        if (!account.matches("[0-9A-Za-z._-]{1,64}")) {
            throw new IllegalArgumentException("an account's name has 1 to 64 letters, digits, full stops, hyphens or"
                    + " underscores; \"" + account + "\" has not");
        }
    }
}
