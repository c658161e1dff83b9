package io.txstream.status;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts status-query. Each package below this one wires its own beans. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class StatusApplication {

    public static void main(String[] args) {
        SpringApplication.run(StatusApplication.class, args);
    }
}
