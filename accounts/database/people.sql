-- Whoever is switched off is signed out for good: a session from before carries a number that counts no more, also after the
-- account is switched on again (accounts/models.py, get_session_auth_hash).
CREATE FUNCTION accounts_sessions_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sessions_ended := greatest(NEW.sessions_ended, OLD.sessions_ended + 1);
    RETURN NEW;
END $$;

CREATE TRIGGER accounts_sessions_end BEFORE UPDATE OF is_active
    ON accounts_user FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION accounts_sessions_end();
