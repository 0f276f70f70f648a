# ruff: noqa: E501
"""What annual reports have figures of, in English, German, French, Spanish, Italian, Dutch and Portuguese."""

from training.made.words.things import seven

COSTS = seven("""fuel|Treibstoff|carburant|combustible|carburante|brandstof|combustível
salaries, wages and benefits|Löhne, Gehälter und Sozialleistungen|salaires et charges sociales|sueldos, salarios y prestaciones|salari e oneri sociali|lonen, salarissen en sociale lasten|salários e encargos sociais
rent and leases|Mieten und Pachten|loyers|alquileres|affitti e locazioni|huur en leases|rendas e locações
maintenance, materials and repairs|Wartung, Material und Reparaturen|entretien, matériel et réparations|mantenimiento, materiales y reparaciones|manutenzione, materiali e riparazioni|onderhoud, materialen en reparaties|manutenção, materiais e reparações
depreciation and amortization|Abschreibungen|amortissements|amortizaciones|ammortamenti|afschrijvingen|amortizações
selling expenses|Vertriebskosten|frais de vente|gastos de venta|spese di vendita|verkoopkosten|despesas de venda
advertising|Werbung|publicité|publicidad|pubblicità|reclame|publicidade
insurance|Versicherungen|assurances|seguros|assicurazioni|verzekeringen|seguros
professional fees|Beratungskosten|honoraires|honorarios profesionales|consulenze|advieskosten|honorários
interest expense|Zinsaufwand|charges d'intérêts|gastos por intereses|interessi passivi|rentelasten|juros pagos
research and development|Forschung und Entwicklung|recherche et développement|investigación y desarrollo|ricerca e sviluppo|onderzoek en ontwikkeling|investigação e desenvolvimento
travel and meals|Reisekosten und Bewirtung|déplacements et repas|viajes y dietas|viaggi e trasferte|reis- en verblijfkosten|viagens e refeições
raw materials|Rohstoffe|matières premières|materias primas|materie prime|grondstoffen|matérias-primas
freight|Frachten|transport|fletes|trasporti|vracht|fretes
income taxes|Ertragsteuern|impôts sur le résultat|impuestos sobre beneficios|imposte sul reddito|winstbelasting|impostos sobre o rendimento
restructuring|Restrukturierung|restructuration|reestructuración|ristrutturazione|reorganisatie|reestruturação
software and licences|Software und Lizenzen|logiciels et licences|software y licencias|software e licenze|software en licenties|software e licenças
training|Fortbildung|formation|formación|formazione|opleiding|formação""")

INCOME = seven("""product sales|Warenverkäufe|ventes de produits|ventas de productos|vendite di prodotti|productverkopen|vendas de produtos
services|Dienstleistungen|prestations de services|servicios|servizi|diensten|serviços
subscriptions|Abonnements|abonnements|suscripciones|abbonamenti|abonnementen|assinaturas
licence fees|Lizenzgebühren|redevances|cánones de licencia|diritti di licenza|licentievergoedingen|taxas de licença
interest income|Zinserträge|produits d'intérêts|ingresos por intereses|interessi attivi|rentebaten|juros recebidos
rental income|Mieteinnahmen|revenus locatifs|ingresos por alquiler|proventi da affitti|huuropbrengsten|rendas recebidas
grants|Zuschüsse|subventions|subvenciones|contributi|subsidies|subsídios
cargo|Fracht|fret|carga|merci|vracht|carga
ticket sales|Kartenverkauf|billetterie|venta de entradas|biglietteria|kaartverkoop|bilheteira
exports|Exporte|exportations|exportaciones|esportazioni|export|exportações
net income|Jahresüberschuss|résultat net|resultado neto|utile d'esercizio|nettoresultaat|resultado líquido
operating income|Betriebsergebnis|résultat d'exploitation|resultado de explotación|risultato operativo|bedrijfsresultaat|resultado operacional""")

BALANCES = seven("""cash and cash equivalents|Zahlungsmittel|trésorerie|efectivo y equivalentes|disponibilità liquide|liquide middelen|caixa e equivalentes
short-term investments|kurzfristige Anlagen|placements à court terme|inversiones a corto plazo|investimenti a breve|kortlopende beleggingen|investimentos de curto prazo
corporate bonds|Unternehmensanleihen|obligations d'entreprises|bonos corporativos|obbligazioni societarie|bedrijfsobligaties|obrigações de empresas
certificates of deposit|Einlagenzertifikate|certificats de dépôt|certificados de depósito|certificati di deposito|depositocertificaten|certificados de depósito
accounts receivable|Forderungen|créances clients|cuentas por cobrar|crediti|vorderingen|contas a receber
inventories|Vorräte|stocks|existencias|rimanenze|voorraden|existências
prepaid expenses|Rechnungsabgrenzung|charges payées d'avance|gastos anticipados|risconti attivi|vooruitbetaalde kosten|despesas antecipadas
property and equipment|Sachanlagen|immobilisations corporelles|inmovilizado material|immobilizzazioni materiali|materiële vaste activa|ativos fixos tangíveis
goodwill|Geschäfts- oder Firmenwert|écart d'acquisition|fondo de comercio|avviamento|goodwill|goodwill
accounts payable|Verbindlichkeiten|dettes fournisseurs|cuentas por pagar|debiti verso fornitori|crediteuren|contas a pagar
deferred revenue|passive Abgrenzung|produits constatés d'avance|ingresos diferidos|risconti passivi|vooruitontvangen opbrengsten|receitas diferidas
long-term debt|langfristige Schulden|dettes à long terme|deuda a largo plazo|debiti a lungo termine|langlopende schulden|dívida de longo prazo
lease liabilities|Leasingverbindlichkeiten|dettes de location|pasivos por arrendamiento|debiti per leasing|leaseverplichtingen|passivos de locação
pension obligations|Pensionsrückstellungen|engagements de retraite|obligaciones por pensiones|fondi pensione|pensioenverplichtingen|obrigações de pensões
share capital|Grundkapital|capital social|capital social|capitale sociale|aandelenkapitaal|capital social
retained earnings|Gewinnrücklagen|réserves|reservas|utili a nuovo|ingehouden winsten|resultados retidos""")

COUNTS = seven("""full-time equivalent employees|Vollzeitbeschäftigte|salariés en équivalent temps plein|empleados a tiempo completo|dipendenti a tempo pieno|voltijdbanen|empregados a tempo inteiro
customers|Kunden|clients|clientes|clienti|klanten|clientes
orders received|Auftragseingänge|commandes reçues|pedidos recibidos|ordini ricevuti|ontvangen orders|encomendas recebidas
passengers carried|beförderte Fahrgäste|passagers transportés|pasajeros transportados|passeggeri trasportati|vervoerde reizigers|passageiros transportados
gallons of fuel consumed|verbrauchter Treibstoff|carburant consommé|combustible consumido|carburante consumato|verbruikte brandstof|combustível consumido
average price per unit|Durchschnittspreis je Einheit|prix moyen unitaire|precio medio por unidad|prezzo medio unitario|gemiddelde prijs per stuk|preço médio por unidade
load factor|Auslastung|taux de remplissage|factor de ocupación|coefficiente di riempimento|bezettingsgraad|taxa de ocupação
locations|Standorte|sites|centros|sedi|vestigingen|instalações
accidents at work|Arbeitsunfälle|accidents du travail|accidentes laborales|infortuni sul lavoro|arbeidsongevallen|acidentes de trabalho
water use|Wasserverbrauch|consommation d'eau|consumo de agua|consumo d'acqua|waterverbruik|consumo de água
complaints|Beschwerden|réclamations|reclamaciones|reclami|klachten|reclamações
vehicles|Fahrzeuge|véhicules|vehículos|veicoli|voertuigen|veículos""")

GROUPS = seven("""operating expenses|betriebliche Aufwendungen|charges d'exploitation|gastos de explotación|costi operativi|bedrijfslasten|despesas operacionais
revenues|Erträge|produits|ingresos|ricavi|opbrengsten|receitas
current assets|Umlaufvermögen|actif circulant|activo corriente|attivo circolante|vlottende activa|ativo corrente
liabilities|Passiva|passif|pasivo|passività|passiva|passivo
operating statistics|Betriebszahlen|données d'exploitation|datos operativos|dati operativi|operationele cijfers|dados operacionais
other|Sonstiges|autres|otros|altro|overige|outros""")

COLUMN_SETS = (
    seven("""budget|Plan|budget|presupuesto|preventivo|begroting|orçamento
actual|Ist|réalisé|real|consuntivo|werkelijk|realizado"""),
    seven("""domestic|Inland|intérieur|nacional|nazionale|binnenland|nacional
international|Ausland|international|internacional|internazionale|buitenland|internacional"""),
    seven("""total|gesamt|total|total|totale|totaal|total
group|Konzern|groupe|grupo|gruppo|groep|grupo
parent company|Muttergesellschaft|société mère|matriz|capogruppo|moedermaatschappij|empresa-mãe"""),
    tuple((text,) * 7 for text in ("Q1", "Q2", "Q3", "Q4")),
    tuple((text,) * 7 for text in ("Level 1", "Level 2", "Level 3")),
)
"""Columns that are below each year."""

HEADINGS = seven("""Year ended December 31,|Geschäftsjahr zum 31. Dezember|Exercice clos le 31 décembre|Ejercicio cerrado el 31 de diciembre|Esercizio chiuso al 31 dicembre|Boekjaar eindigend op 31 december|Exercício findo em 31 de dezembro
(in millions)|(in Millionen)|(en millions)|(en millones)|(in milioni)|(in miljoenen)|(em milhões)
(unaudited)|(ungeprüft)|(non audité)|(no auditado)|(non certificato)|(niet gecontroleerd)|(não auditado)""")
"""What is written over the columns of a table."""
