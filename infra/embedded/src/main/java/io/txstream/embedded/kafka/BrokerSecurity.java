package io.txstream.embedded.kafka;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Authentication by SASL/PLAIN and authorization by ACLs, for tests. A user without ACLs may do nothing, except the
 * {@link #ADMIN}, who may do everything. The controllers trust each other without authentication.
 */
public final class BrokerSecurity {

    /** The superuser: its requests create topics and ACLs. */
    public static final String ADMIN = "admin";

    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private BrokerSecurity() {}

    /** Returns the settings with which a Kafka client authenticates as a user. */
    public static Map<String, String> client(String user) {
        return client(user, password(user));
    }

    /** Returns the settings with which a Kafka client sends any password. */
    public static Map<String, String> client(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "%s username=\"%s\" password=\"%s\";".formatted(MODULE, user, password));
    }

    /** Returns an ACL that allows an operation from any host. */
    public static AclBinding allow(
            String user, ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** Returns the settings of a broker that knows these users and the administrator. */
    static Map<String, String> broker(List<String> users) {
        String passwords = Stream.concat(Stream.of(ADMIN), users.stream())
                .distinct()
                .map(user -> "user_%s=\"%s\"".formatted(user, password(user)))
                .collect(Collectors.joining(" "));
        return Map.of(
                "listener.security.protocol.map",
                "BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "listener.name.broker.plain.sasl.jaas.config",
                "%s username=\"%s\" password=\"%s\" %s;".formatted(MODULE, ADMIN, password(ADMIN), passwords),
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // Anonymous requests come from controllers only: every other listener requires a password.
                "super.users",
                "User:" + ADMIN + ";User:ANONYMOUS");
    }

    private static String password(String user) {
        return user + "-secret";
    }
}
