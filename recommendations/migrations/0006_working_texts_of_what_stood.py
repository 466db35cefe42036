"""Each text gets its working text, as its newest revision stands."""

from django.db import migrations

FORWARD = """
INSERT INTO recommendations_working (recommendation_id, titles, version)
SELECT r.id, (SELECT coalesce(jsonb_object_agg(l.language, l.title), '{}') FROM recommendations_languageversion l
              WHERE l.revision_id = r.current_revision_id), 1
FROM recommendations_recommendation r WHERE r.current_revision_id IS NOT NULL;

INSERT INTO recommendations_workingparagraph
    (recommendation_id, paragraph_id, "order", kind, texts, translated_from, version, saved_by_id, saved_at)
SELECT r.id, c.paragraph_id, c."order", c.kind, w.texts,
       jsonb_build_object(CASE r.original_language WHEN 'ru' THEN 'en' ELSE 'ru' END,
                          left(encode(sha256(convert_to(coalesce(w.texts ->> r.original_language, ''), 'UTF8')), 'hex'), 16)),
       1, v.created_by_id, v.created_at
FROM recommendations_recommendation r
JOIN recommendations_revision v ON v.id = r.current_revision_id
JOIN recommendations_clause c ON c.revision_id = v.id
CROSS JOIN LATERAL (SELECT jsonb_object_agg(t.language, t.text) AS texts
                    FROM recommendations_clausetext t WHERE t.clause_id = c.id) w;

INSERT INTO recommendations_wording (paragraph_id, version, kind, texts, saved_by_id, saved_at, why)
SELECT paragraph_id, version, kind, texts, saved_by_id, saved_at, '' FROM recommendations_workingparagraph;
"""
BACK = (
    "DELETE FROM recommendations_wording; DELETE FROM recommendations_workingparagraph; DELETE FROM recommendations_working;"
)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0005_rules_on_what_is_stored")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
