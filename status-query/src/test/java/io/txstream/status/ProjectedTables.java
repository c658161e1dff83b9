package io.txstream.status;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The tables of the projection, as an operator with psql sees and changes them. */
public final class ProjectedTables {

    private final String jdbcUrl;

    public ProjectedTables(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /** Executes statements in one transaction. */
    public void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns all transactions, each as one line. */
    List<String> rows() {
        return query("SELECT t::text FROM transactions t ORDER BY transaction_id");
    }

    public List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> lines = new ArrayList<>();
            while (result.next()) {
                lines.add(result.getString(1));
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
