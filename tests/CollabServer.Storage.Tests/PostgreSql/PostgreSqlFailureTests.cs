using CollabServer.Documents.Log;
using CollabServer.Storage.PostgreSql;
using Npgsql;

namespace CollabServer.Storage.Tests.PostgreSql;

/// <summary>What becomes of an edit by what PostgreSQL says (its manual, appendix A). A batch that is given up by mistake is an edit that is lost.</summary>
public sealed class PostgreSqlFailureTests
{
    [Theory]
    [InlineData("22021", WriteOutcome.Deterministic)] // character not in repertoire
    [InlineData("23505", WriteOutcome.Deterministic)] // unique violation
    [InlineData("54000", WriteOutcome.Deterministic)] // program limit exceeded
    [InlineData("25006", WriteOutcome.RolledBack)] // read-only transaction: a standby
    [InlineData("40001", WriteOutcome.RolledBack)] // serialization failure
    [InlineData("40P01", WriteOutcome.RolledBack)] // deadlock
    [InlineData("42501", WriteOutcome.RolledBack)] // privilege taken away
    [InlineData("42P01", WriteOutcome.RolledBack)] // table missing
    [InlineData("53100", WriteOutcome.RolledBack)] // disk full
    [InlineData("53200", WriteOutcome.RolledBack)] // out of memory
    [InlineData("53300", WriteOutcome.RolledBack)] // too many connections
    [InlineData("55P03", WriteOutcome.RolledBack)] // lock not available
    [InlineData("57014", WriteOutcome.RolledBack)] // canceled
    [InlineData("57P03", WriteOutcome.RolledBack)] // starting up
    [InlineData("58030", WriteOutcome.RolledBack)] // I/O error
    [InlineData("XX000", WriteOutcome.RolledBack)] // internal error
    public void An_error_before_the_commit_is_given_up_only_when_the_data_is_at_fault(string state, WriteOutcome outcome) =>
        Assert.Equal(outcome, PostgreSqlFailure.Classify(Error("ERROR", state), committing: false));

    [Theory]
    [InlineData("ERROR", "53100", WriteOutcome.RolledBack)]
    [InlineData("ERROR", "23505", WriteOutcome.Deterministic)]
    [InlineData("ERROR", "57P01", WriteOutcome.Unknown)]
    [InlineData("FATAL", "57P01", WriteOutcome.Unknown)]
    [InlineData("FATAL", "25P03", WriteOutcome.Unknown)]
    [InlineData("PANIC", "58030", WriteOutcome.Unknown)]
    public void A_session_that_ends_during_the_commit_leaves_it_unknown(string severity, string state, WriteOutcome outcome) =>
        Assert.Equal(outcome, PostgreSqlFailure.Classify(Error(severity, state), committing: true));

    [Fact]
    public void A_wire_that_fails_is_unknown_during_the_commit_and_rolled_back_before()
    {
        foreach (var failure in (Exception[])[new NpgsqlException("wire"), new IOException("wire"), new TimeoutException("wire")])
        {
            Assert.Equal(WriteOutcome.RolledBack, PostgreSqlFailure.Classify(failure, committing: false));
            Assert.Equal(WriteOutcome.Unknown, PostgreSqlFailure.Classify(failure, committing: true));
        }

        Assert.Null(PostgreSqlFailure.Classify(new InvalidOperationException("a bug"), committing: true));
    }

    private static PostgresException Error(string severity, string state) => new("message", severity, severity, state);
}
